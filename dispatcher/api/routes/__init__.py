"""The routes: each says who may call, what comes in, which use case answers, and no more."""
