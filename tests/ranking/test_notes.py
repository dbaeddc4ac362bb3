"""What is only noted is no cause, and a pause is no end."""

from tests.ranking.systems import error, failing, info, line, one, report, roots


def test_what_a_program_only_notes_for_debugging_is_no_sure_cause_and_explains_nothing() -> None:
    note = [
        line(59, "shop", "2026-11-22 10:00:00,000 DEBUG app.jobs pages: Cannot allocate memory, small ones are used")
    ]
    broken = [
        error(60 + second, "shop", "Error 1146 (42S02): Table 'shop.carts' doesn't exist") for second in range(0, 60, 2)
    ]
    made = report(failing("shop", "/cart", 60), note, broken)
    assert roots(made) == ["db.missing_table"]
    assert one(made, "db.missing_table").explained_by == ""
    assert roots(report(failing("shop", "/cart", 60), note)) == []


def test_the_same_note_as_an_error_is_a_cause() -> None:
    told = [error(59, "shop", "pages: Cannot allocate memory, small ones are used")]
    assert roots(report(failing("shop", "/cart", 60), told)) == ["runtime.out_of_memory"]


def test_a_pause_a_little_longer_than_usual_is_no_end_of_a_task() -> None:
    said = [info(second, "shop", "loading part") for second in range(10)]
    broken = [error(10, "shop", "Error 1146 (42S02): Table 'shop.carts' doesn't exist")]

    def ended(last: int) -> bool:
        made = report(said, broken, [info(second, "desk") for second in range(last)])
        return any(factor.factor == "task_life" for factor in one(made, "db.missing_table").why)

    assert not ended(13)
    assert ended(60)
