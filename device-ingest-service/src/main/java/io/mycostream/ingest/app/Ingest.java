package io.mycostream.ingest.app;

import io.mycostream.ingest.board.BoardRegistry;
import io.mycostream.ingest.board.BoardReports;
import io.mycostream.ingest.device.CounterEpochs;
import io.mycostream.ingest.telemetry.Backlog;
import io.mycostream.publisher.Publisher;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

/** The life of the service: links are opened last and closed first, so that what they brought still reaches Redis. */
@Singleton
public class Ingest {

    private final SerialLinks serial;
    private final MqttLinks mqtt;
    private final BoardRegistry boards;
    private final BoardReports reports;
    private final CommandDesk commands;
    private final CounterEpochs counters;
    private final Backlog backlog;
    private final Publisher publisher;

    /** Takes the parts; nothing runs before {@link #start}. */
    public Ingest(
            SerialLinks serial,
            MqttLinks mqtt,
            BoardRegistry boards,
            BoardReports reports,
            CommandDesk commands,
            CounterEpochs counters,
            Backlog backlog,
            Publisher publisher) {
        this.serial = serial;
        this.mqtt = mqtt;
        this.boards = boards;
        this.reports = reports;
        this.commands = commands;
        this.counters = counters;
        this.backlog = backlog;
        this.publisher = publisher;
    }

    void start(@Observes StartupEvent event) {
        reports.start(boards);
        commands.start();
        serial.start();
        mqtt.start();
    }

    void stop(@Observes ShutdownEvent event) {
        boards.stopping();
        commands.close();
        serial.close();
        mqtt.close();
        reports.close();
        counters.close();
        backlog.close();
        publisher.close();
    }
}
