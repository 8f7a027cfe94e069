"""Health of a space: what is wrong with its vectors, its texts and its model, as findings."""

from embedcore.trust.health.check import check_health, reasons_left_out
from embedcore.trust.health.finding import SEVERITIES, Evidence, Finding, HealthReport, Severity

__all__ = ["SEVERITIES", "Evidence", "Finding", "HealthReport", "Severity", "check_health", "reasons_left_out"]
