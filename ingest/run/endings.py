"""What the way a reading process ended says about the document it had in hand: (reason, detail) of a Problem."""

import os
import signal


def of_status(status: int) -> tuple[str, str]:
    """By the status that the system gives."""
    if os.WIFSIGNALED(status):
        number = os.WTERMSIG(status)
        if number == signal.SIGXCPU:
            return "too-slow", "over the CPU time for one document, see --max-seconds: given up"
        if number == signal.SIGKILL:
            return "too-large", "the reader was ended by the system, most likely for want of memory"
        return "internal", f"the reader crashed ({signal.Signals(number).name})"
    return "internal", f"the reader ended with code {os.waitstatus_to_exitcode(status)}"


def of_error(error: BaseException) -> tuple[str, str]:
    """By what was raised and caught by nobody."""
    if isinstance(error, MemoryError) or str(error) == "Can't parse HTML.":  # what selectolax says where Lexbor gets no memory
        return "too-large", "needs more memory than --max-memory allows"
    if isinstance(error, RecursionError):
        return "too-deep", "nested too deeply"
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    place = f" at {os.path.basename(trace.tb_frame.f_code.co_filename)}:{trace.tb_lineno}" if trace else ""
    return "internal", f"{type(error).__name__}: {str(error)[:300]}{place}"
