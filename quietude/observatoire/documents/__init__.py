"""The diagnosis printed: its themes as blocks, as a document of its own, as a workbook."""
