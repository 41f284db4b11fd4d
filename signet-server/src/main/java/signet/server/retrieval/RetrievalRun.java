package signet.server.retrieval;

/** What stays the same over the connections of one run. */
record RetrievalRun(
        RetrievalOrder order,
        DirectorySink sink,
        CursorFile file,
        ArrivalHandler handler,
        RetrievalListener listener) {}
