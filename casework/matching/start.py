"""What is known of likeness before anybody confirmed anything, in the order of ``features.FEATURES``.

Learnt from what the people of two public trackers had linked, in the first three quarters of each; what was
linked later, and the one tracker with what the other taught, say how far it carries.
"""

CENTRE: tuple[float, ...] = (
    0.080, 0.110, 0.101, 0.136, 0.137, 0.242, 0.246, 0.157, 0.148, 0.138,
    0.132, 0.433, 0.342, 0.029, 0.142, 0.164, 0.700, 0.129, 0.143, 0.171,
    0.254, 0.570, 0.698, 0.078, 0.000, 2.119, 0.590, 0.149,
)  # fmt: skip
SPREAD: tuple[float, ...] = (
    0.057, 0.145, 0.098, 0.157, 0.159, 0.194, 0.195, 0.117, 0.119, 0.130,
    0.129, 0.129, 0.125, 0.172, 0.357, 0.123, 0.308, 0.345, 0.360, 0.387,
    0.445, 0.505, 0.307, 0.280, 0.500, 0.377, 0.167, 0.141,
)  # fmt: skip
WHICH: tuple[float, ...] = (
    0.542, -0.078, 0.291, -0.015, -0.259, 0.878, 0.583, -0.189, -0.047, 0.161,
    0.042, 0.273, 0.429, 0.021, -0.139, 0.606, -0.515, -0.803, -0.383, -0.079,
    -0.023, 0.116, -1.252, 0.204, 0.000, -0.038, -0.529, 0.117,
)  # fmt: skip
AROUND_CENTRE: tuple[float, ...] = (2.088, 0.424)
AROUND_SPREAD: tuple[float, ...] = (1.599, 1.062)
WHETHER: tuple[float, ...] = (
    -0.058, 0.014, -0.010, -0.038, 0.003, 0.322, 0.114, 0.071, 0.173, -0.017,
    0.079, -0.032, 0.025, 0.027, -0.024, 0.011, -0.038, -0.200, -0.150, -0.018,
    -0.015, 0.153, -0.238, 0.102, 0.000, 0.080, 0.174, -0.007, 0.418, 0.271,
    -4.678,
)  # fmt: skip
"""Of the likeliest, of ``judges.AROUND``, and of whatever it is."""
