"""EXPORTERS: what can be taken away from a result, each written whole or not at all."""

from __future__ import annotations

from .exporters import EXPORTERS, Exporter, Result
from .files import EXISTS, ExportError, check_targets, write_files

__all__ = ["EXISTS", "EXPORTERS", "ExportError", "Exporter", "Result", "check_targets", "write_files"]
