"""Whose stream it is, by the names of group and stream."""

from triage.model.events import stream_service


def test_a_stream_of_the_awslogs_driver_names_the_container() -> None:
    assert stream_service("/ecs/shop", "ecs/orders/0f3a") == "orders"


def test_a_stream_of_lambda_names_no_container_but_its_group_names_the_function() -> None:
    assert stream_service("/aws/lambda/resize", "2026/11/30/[$LATEST]0f3a9c") == "resize"
