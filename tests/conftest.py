"""What every test shares: names of cases that are the same in each process of a parallel run."""


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """Packed bytes hold the time of packing, functions their address: such cases go by their argument's name."""
    return argname if isinstance(val, bytes) or callable(val) else None
