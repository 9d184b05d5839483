"""How does a scenario end that did not go well? A promise was broken, or this machine does not permit the scenario."""

from servers import until


class Broken(Exception):
    """A promise was not kept. Whatever else ends a scenario is a mistake of the harness, and proves nothing."""


class Skipped(Exception):
    """This machine does not permit it."""


def expect(truth, complaint):
    if not truth:
        raise Broken(complaint)


async def promised(seconds, condition, what):
    """Waits as `until` does, for what kefu promises: broken when it does not come true in time."""
    try:
        return await until(seconds, condition, what)
    except TimeoutError as late:
        raise Broken(str(late)) from None
