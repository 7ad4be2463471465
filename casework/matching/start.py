"""What is known of likeness before anybody confirmed anything: learnt from public trackers."""

FEATURE_COUNT = 28
CENTRE: tuple[float, ...] = (0.0,) * FEATURE_COUNT
SPREAD: tuple[float, ...] = (1.0,) * FEATURE_COUNT
WHICH: tuple[float, ...] = (0.0,) * FEATURE_COUNT
WHETHER: tuple[float, ...] = (0.0,) * (FEATURE_COUNT + 1)
