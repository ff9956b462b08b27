package io.mycostream.gateway.broker.memory;

import io.mycostream.gateway.stream.LatestStore;
import io.mycostream.gateway.stream.LatestStoreContract;

class MemoryLatestTest extends LatestStoreContract {

    @Override
    protected LatestStore store() {
        return new MemoryLatest();
    }
}
