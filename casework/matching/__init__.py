"""Which cases say the same: candidates by rare words, weighed by what people confirmed or denied."""
