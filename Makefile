# Deux commandes : make demo (la ville d'Istres dans votre navigateur), make test (tous les tests).
PYTHON ?= python3
V := .venv/bin
export PYTHONDONTWRITEBYTECODE := 1

.PHONY: demo test check fix bench lock clean
.DEFAULT_GOAL := help

help:
	@echo "make demo   ouvre la ville d'Istres sur cette machine (rien à installer d'autre)"
	@echo "make test   lance tous les tests"
	@echo "make check  style, types, couches, migrations, contrôle des packs"
	@echo "make fix    met le code en forme"
	@echo "make bench  mesure la vitesse"
	@echo "make lock   recalcule les versions figées"

$(V)/pip:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Quiétude demande Python 3.11 ou plus récent : make demo PYTHON=python3.12")'
	@echo "→ environnement Python dans .venv"
	@$(PYTHON) -m venv .venv || { echo "Sous Debian ou Ubuntu : apt install python3-venv"; exit 1; }
	@$(V)/pip install -q --disable-pip-version-check uv

.venv/.base: requirements.txt pyproject.toml | $(V)/pip
	@echo "→ bibliothèques"
	@$(V)/uv pip install -q --python $(V)/python --require-hashes -r requirements.txt
	@$(V)/uv pip install -q --python $(V)/python --no-deps -e .
	@touch $@

.venv/.dev: requirements-dev.txt .venv/.base
	@echo "→ outils de test"
	@$(V)/uv pip install -q --python $(V)/python --require-hashes -r requirements-dev.txt
	@touch $@

# Chromium of the machine when there is one, Playwright's own otherwise.
.venv/.navigateur: .venv/.dev
	@for name in chromium chromium-browser google-chrome; do command -v $$name >/dev/null && exit 0; done; \
	echo "→ navigateur Chromium"; $(V)/playwright install chromium
	@touch $@

demo: .venv/.base
	@$(V)/quietude demo

test: .venv/.dev .venv/.navigateur
	@$(V)/pytest -n auto

check: .venv/.dev
	@$(V)/ruff check .
	@$(V)/ruff format --check .
	@$(V)/djlint --check --quiet quietude
	@$(V)/djlint --lint --quiet quietude
	@$(V)/lint-imports
	@$(V)/mypy quietude tests bench
	@DJANGO_SETTINGS_MODULE=quietude.config.settings.test $(V)/quietude makemigrations --check --dry-run
	@for pack in packs/*/; do echo "→ pack check $$pack"; $(V)/quietude pack check $$pack > /dev/null || exit 1; done

fix: .venv/.dev
	@$(V)/ruff check --fix .
	@$(V)/ruff format .
	@$(V)/djlint --reformat --quiet quietude

bench: .venv/.dev
	@$(V)/python -m bench

lock: .venv/.dev
	@$(V)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header --group dev pyproject.toml -o requirements-dev.txt
	@$(V)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header pyproject.toml -o requirements.txt -c requirements-dev.txt

clean:
	rm -rf .venv build *.egg-info
