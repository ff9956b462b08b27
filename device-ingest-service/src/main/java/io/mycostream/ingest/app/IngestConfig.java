package io.mycostream.ingest.app;

import io.quarkus.runtime.configuration.TrimmedStringConverter;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithConverter;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Settings of the ingest service, under {@code ingest.*}. Every default works beside a Redis on the same machine. */
@ConfigMapping(prefix = "ingest")
public interface IngestConfig {

    /**
     * What this process is called where several show their boards: unique among them, and the same after a restart. Without
     * it, the machine's name and the port of HTTP.
     */
    Optional<String> name();

    Serial serial();

    Mqtt mqtt();

    Backlog backlog();

    Spool spool();

    Health health();

    Boards boards();

    Commands commands();

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

        /**
         * Whether frames that ask for it are acknowledged once what they said is safe. Without it boards repeat them a few
         * times and then forget them.
         */
        @WithDefault("true")
        boolean acknowledge();

        /** How long a frame that did not come holds back the acknowledgement of those behind it. */
        @WithDefault("2s")
        Duration acknowledgePatience();

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

    interface Mqtt {

        /** The broker: {@code mqtt://host:port}, or {@code mqtts://host:port} with TLS. Without it there is none. */
        Optional<String> url();

        Optional<String> username();

        Optional<String> password();

        /** Filters to subscribe to, separated by commas. Without it everything below the prefix. */
        Optional<List<@WithConverter(TrimmedStringConverter.class) String>> topics();

        /** What topics of boards begin with. */
        @WithDefault("mycobrain")
        String prefix();

        /** Version of MQTT that is spoken with the broker: {@code 5} or {@code 3.1.1}. */
        @WithDefault("5")
        String version();

        /** Names the session that the broker keeps for this process. Without it the name of the machine is in it. */
        Optional<String> clientId();

        /** Processes that name the same group share the messages of a broker. Without it each gets all of them. */
        Optional<String> group();

        /** How often something has to be heard of the broker. */
        @WithDefault("30s")
        Duration keepAlive();

        /** Most messages that the broker may send without an acknowledgement. */
        @WithDefault("1000")
        int inFlight();

        /** How long the broker keeps the session of a process that is away. Brokers for 3.1.1 decide themselves. */
        @WithDefault("24h")
        Duration sessionExpiry();

        /** Largest body of a message in bytes, at a broker and at our own listener. */
        @WithDefault("65536")
        int maxBytes();

        /** After how long a message that is not safe is asked for again, by a new connection. */
        @WithDefault("60s")
        Duration ackTimeout();

        /** Limit for a connection to the broker, and again for its answer. */
        @WithDefault("10s")
        Duration connectTimeout();

        /** Whom to trust: a PEM file of certificates. Without it those that Java trusts. */
        Optional<String> caFile();

        /** Our certificate, for brokers that ask for one: a PEM file. */
        Optional<String> certificate();

        /** Its private key: a PEM file, PKCS 8, not encrypted. */
        Optional<String> key();

        Reconnect reconnect();

        /** Where boards connect to directly: {@code host:port}. Without it nowhere. */
        Optional<String> listen();

        Listener listener();
    }

    interface Reconnect {

        /** Pause before a broker that went, or was not there, is tried again. Pauses double from here, with jitter. */
        @WithDefault("500ms")
        Duration first();

        /** The longest of these pauses. */
        @WithDefault("30s")
        Duration longest();
    }

    interface Listener {

        /** What clients have to say. Without it {@code ingest.mqtt.username} and its password. */
        Optional<String> username();

        Optional<String> password();

        /** The listener's certificate, a PEM file. With it clients have to speak TLS. */
        Optional<String> certificate();

        /** Its private key: a PEM file, PKCS 8, not encrypted. */
        Optional<String> key();

        /** Most clients at once. */
        @WithDefault("1000")
        int maxClients();

        /** Most messages of one client in a second. */
        @WithDefault("20000")
        int rate();

        /** Most messages of one client that are not acknowledged. */
        @WithDefault("1000")
        int inFlight();

        /** How long a connection may be open without its first packet. */
        @WithDefault("10s")
        Duration connectTimeout();
    }

    interface Backlog {

        /**
         * Most events under way to Redis, and most that wait in memory while neither Redis nor the spool takes them;
         * after that the oldest give way. About 1 kB each.
         */
        @WithDefault("10000")
        int capacity();

        /** How long waiting events may still be forwarded when the service stops. */
        @WithDefault("5s")
        Duration flushLimit();
    }

    interface Spool {

        /**
         * Where events are kept that Redis does not take at once. Without it they wait in memory alone, and are lost when
         * the service ends.
         */
        Optional<Path> directory();

        /** Most bytes that wait there; after that the oldest readings give way, then the oldest of the rest. */
        @WithDefault("268435456")
        long maxBytes();

        /** How long an event may be on disk without being safe against a loss of power; who sent it waits as long. */
        @WithDefault("50ms")
        Duration syncInterval();

        /** By how many events a second the spool becomes shorter when Redis is back, so that live events go first. */
        @WithDefault("5000")
        int drainRate();
    }

    interface Health {

        /** For how long a confirmed publication or an answered PING counts as proof that Redis is there. */
        @WithDefault("2s")
        Duration interval();
    }

    interface Boards {

        /** Most boards that are known at once, each counted on each of its links. What others measure is published too. */
        @WithDefault("1000")
        int limit();

        /** Silence after which a board on an open link counts as gone. */
        @WithDefault("2m")
        Duration silence();

        /** How long a board that has gone is listed. */
        @WithDefault("24h")
        Duration memory();

        /** Most messages a minute about one board on one link, and about all names at a port; what is more is told as one. */
        @WithDefault("30")
        int changesPerMinute();

        /** For how long the others believe what this process has shown in Redis. Renewed three times within that. */
        @WithDefault("30s")
        Duration lease();
    }

    interface Commands {

        /** Whether commands on the channel {@code devices:commands} and over HTTP are taken to boards. */
        @WithDefault("true")
        boolean enabled();

        /** Most commands that wait for one board. */
        @WithDefault("16")
        int queueCapacity();

        /** Most commands that are being taken in at a time, for all boards, those for boards nobody knows included. */
        @WithDefault("256")
        int pending();

        /** Longest wait for a board's answer, from the first sending on, where a command says nothing. */
        @WithDefault("5s")
        Duration timeout();

        /** The longest wait that a command may ask for. */
        @WithDefault("60s")
        Duration longestTimeout();

        /** How long after it was given a command may be begun; one may ask for less. */
        @WithDefault("30s")
        Duration timeToLive();

        /** Pause before a command without an answer is sent once more. Pauses double from here, with jitter. */
        @WithDefault("500ms")
        Duration repeatAfter();

        /** Most times that a command is sent. */
        @WithDefault("4")
        int attempts();

        /** How long a command waits for a board that this process does not know before nobody has it. */
        @WithDefault("1s")
        Duration unreachableAfter();

        /** How long a command's id is known, so that it is carried out once. */
        @WithDefault("1h")
        Duration remember();

        /** Longest time that a request over HTTP may wait for the outcome. */
        @WithDefault("30s")
        Duration longestWait();

        /** Pause between two PINGs on the subscription to the channel; three without an answer make it anew. */
        @WithDefault("1s")
        Duration probeInterval();
    }
}
