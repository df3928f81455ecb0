"""Template filters and tags available everywhere."""

from django import template

register = template.Library()
