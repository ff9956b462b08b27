package io.mycostream.ingest.app;

import io.quarkus.runtime.configuration.TrimmedStringConverter;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithConverter;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Settings of the ingest service, under {@code ingest.*}. Every default works beside a Redis on the same machine. */
@ConfigMapping(prefix = "ingest")
public interface IngestConfig {

    Serial serial();

    Backlog backlog();

    Health health();

    interface Serial {

        /**
         * Where boards are heard: paths of serial ports, separated by commas, or {@code auto} for every USB serial port
         * that is there or is plugged in later. Empty means none. Blanks around a path are not part of it: people write
         * lists with blanks behind the commas, and to look for a port of that name for ever helps nobody.
         */
        Optional<List<@WithConverter(TrimmedStringConverter.class) String>> ports();

        /** Bits per second on the line; 8 data bits, no parity, one stop bit. Boards on native USB ignore it. */
        @WithDefault("115200")
        int baudRate();

        /**
         * Whether whatever is at a port is sent the command {@code hello} when the port is opened, so that a board that runs
         * already says who it is. Not for ports with other devices. A board that has spoken in text only is not asked again.
         */
        @WithDefault("true")
        boolean greet();

        Reopen reopen();
    }

    interface Reopen {

        /** Pause before a port that went or did not open is tried again. Pauses double from here, with jitter. */
        @WithDefault("200ms")
        Duration first();

        /** The longest of these pauses: how long a board may be back without being heard. */
        @WithDefault("2s")
        Duration longest();
    }

    interface Backlog {

        /** Most events that wait in memory while Redis is away; after that the oldest give way. About 1 kB each. */
        @WithDefault("10000")
        int capacity();

        /** How long waiting events may still be forwarded when the service stops. */
        @WithDefault("5s")
        Duration flushLimit();
    }

    interface Health {

        /** For how long a confirmed publication or an answered PING counts as proof that Redis is there. */
        @WithDefault("2s")
        Duration interval();
    }
}
