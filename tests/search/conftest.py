"""Let pytest explain failed assertions of the shared suite."""

import pytest

pytest.register_assert_rewrite("search.conformance")
