"""What a score means in a space: baselines, calibration, threshold, and the same under other metrics."""

from embedcore.scores.calibration import (
    Calibration,
    SpaceCalibration,
    calibrate,
    known_calibration,
    nearest_step,
    otsu_cut,
)
from embedcore.scores.metric_ranks import MetricRanks, metric_ranks
from embedcore.scores.threshold_curve import LabelCheck, ThresholdCurve, check_label, telling_value, threshold_curve

__all__ = [
    "Calibration",
    "LabelCheck",
    "MetricRanks",
    "SpaceCalibration",
    "ThresholdCurve",
    "calibrate",
    "check_label",
    "known_calibration",
    "metric_ranks",
    "nearest_step",
    "otsu_cut",
    "telling_value",
    "threshold_curve",
]
