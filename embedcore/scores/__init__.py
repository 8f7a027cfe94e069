"""What a score means in a space: baselines, calibration, threshold, and the same under other metrics."""

from embedcore.scores.baselines import changed_texts
from embedcore.scores.calibration import (
    ENOUGH_ROWS,
    Calibration,
    ScoreScale,
    calibrate,
    keep_calibration,
    known_calibration,
    space_calibration,
)
from embedcore.scores.cut import first_threshold, nearest_step, otsu_cut
from embedcore.scores.metric_ranks import MetricRanks, metric_ranks
from embedcore.scores.rule_of_thumb import CUTS, RuleOfThumb, verdict
from embedcore.scores.threshold_curve import LabelCheck, ThresholdCurve, check_label, telling_value, threshold_curve

__all__ = [
    "CUTS",
    "ENOUGH_ROWS",
    "Calibration",
    "LabelCheck",
    "MetricRanks",
    "RuleOfThumb",
    "ScoreScale",
    "ThresholdCurve",
    "calibrate",
    "changed_texts",
    "check_label",
    "first_threshold",
    "keep_calibration",
    "known_calibration",
    "metric_ranks",
    "nearest_step",
    "otsu_cut",
    "space_calibration",
    "telling_value",
    "threshold_curve",
    "verdict",
]
