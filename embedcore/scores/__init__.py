"""What a score means in a space: baselines, calibration, threshold."""
