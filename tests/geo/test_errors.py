import pytest

from geo import errors


@pytest.mark.parametrize("error", [errors.BadPlace, errors.BadDatum, errors.BadOutline, errors.BadFile])
def test_refusals_are_value_errors_of_one_family(error):
    assert issubclass(error, ValueError)
    assert issubclass(error, errors.BadGeometry)
