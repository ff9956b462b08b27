package io.mycostream.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.hibernate.validator.constraints.time.DurationMin;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** {@code docs/configuration.md} says of every key what the services' sources say. */
class ConfigurationReferenceTest {

    private static final Pattern INJECTED = Pattern.compile("@ConfigProperty\\(\\s*name = \"([^\"]+)\"");

    @ParameterizedTest
    @EnumSource
    void everyKeyOfOursIsInTheTableAndNoOther(PackagedService service) throws Exception {
        Set<String> own = new TreeSet<>(mapped(service).keySet());
        own.addAll(injected(service));

        Set<String> documented = ConfigurationTable.of(service).rows().keySet();

        assertThat(documented).containsAll(own);
        assertThat(documented)
                .filteredOn(key -> key.startsWith("gateway.") || key.startsWith("ingest."))
                .allMatch(own::contains);
    }

    @ParameterizedTest
    @EnumSource
    void theDefaultIsTheOneThatCounts(PackagedService service) throws Exception {
        Map<String, Method> mapped = mapped(service);
        for (Map.Entry<String, ConfigurationTable.Row> row :
                ConfigurationTable.of(service).rows().entrySet()) {
            String key = row.getKey();
            Optional<String> builtIn = service.builtIn(key);
            if (builtIn.isPresent()) {
                assertThat(row.getValue().standard()).as(key).isEqualTo(builtIn.get());
            } else if (mapped.containsKey(key)) {
                WithDefault standard = mapped.get(key).getAnnotation(WithDefault.class);
                assertThat(row.getValue().standard()).as(key).isEqualTo(standard == null ? "none" : standard.value());
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void theRangeIsTheOneThatIsChecked(PackagedService service) throws Exception {
        Map<String, Method> mapped = mapped(service);
        for (Map.Entry<String, ConfigurationTable.Row> row :
                ConfigurationTable.of(service).rows().entrySet()) {
            Optional.ofNullable(mapped.get(row.getKey()))
                    .flatMap(ConfigurationReferenceTest::range)
                    .ifPresent(range -> assertThat(row.getValue().range().toLowerCase(Locale.ROOT))
                            .as(row.getKey())
                            .endsWith(range));
        }
    }

    @ParameterizedTest
    @EnumSource
    void theVariableFollowsFromTheKey(PackagedService service) throws IOException {
        ConfigurationTable.of(service)
                .rows()
                .forEach((key, row) -> assertThat(row.variable())
                        .as(key)
                        .isEqualTo(key.replaceAll("[^A-Za-z0-9]", "_").toUpperCase(Locale.ROOT)));
    }

    /** The keys that a service's {@code @ConfigMapping} interfaces ask for, with the methods that answer them. */
    private static Map<String, Method> mapped(PackagedService service) throws Exception {
        Map<String, Method> keys = new LinkedHashMap<>();
        for (Path source : service.sources()) {
            if (Files.readString(source).contains("\n@ConfigMapping(")) {
                Class<?> mapping = Class.forName(className(service, source));
                collect(mapping, mapping.getAnnotation(ConfigMapping.class).prefix(), keys);
            }
        }
        assertThat(keys).isNotEmpty();
        return keys;
    }

    private static String className(PackagedService service, Path source) {
        String path =
                service.module().resolve("src/main/java").relativize(source).toString();
        return path.substring(0, path.length() - ".java".length()).replace('/', '.');
    }

    private static void collect(Class<?> mapping, String prefix, Map<String, Method> keys) {
        // those an interface inherits count for each that inherits them
        for (Method method : mapping.getMethods()) {
            String key = prefix + '.' + kebab(method.getName());
            Class<?> type = method.getReturnType();
            if (type.isInterface() && mapping.getNestHost().equals(type.getNestHost())) {
                collect(type, key, keys);
            } else if (type == Map.class) {
                ParameterizedType map = (ParameterizedType) method.getGenericReturnType();
                collect((Class<?>) map.getActualTypeArguments()[1], key + ".<name>", keys);
            } else {
                keys.put(key, method);
            }
        }
    }

    private static String kebab(String camel) {
        return camel.replaceAll("([a-z0-9])([A-Z])", "$1-$2").toLowerCase(Locale.ROOT);
    }

    private static Set<String> injected(PackagedService service) throws IOException {
        Set<String> keys = new TreeSet<>();
        for (Path source : service.sources()) {
            Matcher injected = INJECTED.matcher(Files.readString(source));
            while (injected.find()) {
                keys.add(injected.group(1));
            }
        }
        return keys;
    }

    /** How the table is to end its words on the range; empty when the sources leave it to words. */
    private static Optional<String> range(Method method) {
        Type type = method.getGenericReturnType() instanceof ParameterizedType of
                ? of.getActualTypeArguments()[0]
                : method.getGenericReturnType();
        if (type == boolean.class) {
            return Optional.of("true or false");
        }
        if (type instanceof Class<?> named && named.isEnum()) {
            List<String> names = new ArrayList<>(Stream.of(named.getEnumConstants())
                    .map(constant -> constant.toString().replace('_', '-').toLowerCase(Locale.ROOT))
                    .toList());
            String last = names.removeLast();
            return Optional.of(names.stream().collect(Collectors.joining(", ")) + " or " + last);
        }
        DurationMin shortest = method.getAnnotation(DurationMin.class);
        if (shortest != null) {
            Duration limit = Duration.ofSeconds(shortest.seconds()).plusMillis(shortest.millis());
            return Optional.of(
                    (limit.toMillisPart() == 0 ? limit.toSeconds() + "s" : limit.toMillis() + "ms") + " or longer");
        }
        Min least = method.getAnnotation(Min.class);
        Max most = method.getAnnotation(Max.class);
        if (least == null) {
            return Optional.empty();
        }
        return Optional.of(most == null ? least.value() + " or more" : least.value() + " to " + most.value());
    }
}
