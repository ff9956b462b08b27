package io.mycostream.bench;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.Collection;
import java.util.List;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.infra.IterationParams;
import org.openjdk.jmh.profile.InternalProfiler;
import org.openjdk.jmh.results.AggregationPolicy;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.ScalarResult;

/**
 * Processor time per operation, of all threads of the process, garbage collector and compiler included. On a machine that
 * others use too, this is what can be compared; the time that passed is not.
 */
public final class CpuTime implements InternalProfiler {

    static final String LABEL = "cpu";

    private static final double NANOS_PER_MICRO = 1000;

    private long before;

    @Override
    public String getDescription() {
        return "processor time per operation";
    }

    @Override
    public void beforeIteration(BenchmarkParams benchmark, IterationParams iteration) {
        before = processTime();
    }

    @Override
    public Collection<? extends Result<?>> afterIteration(
            BenchmarkParams benchmark, IterationParams iteration, IterationResult result) {
        double micros = (processTime() - before) / NANOS_PER_MICRO;
        long operations = result.getMetadata().getAllOps();
        return List.of(new ScalarResult(LABEL, micros / operations, "us/op", AggregationPolicy.AVG));
    }

    private static long processTime() {
        return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getProcessCpuTime();
    }
}
