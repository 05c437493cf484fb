"""Other engines, given the same days as ours and judged by the same checker."""
