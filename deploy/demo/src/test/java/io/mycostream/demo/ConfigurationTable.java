package io.mycostream.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * One service's table in {@code docs/configuration.md}.
 *
 * @param rows by key, in the table's order
 */
record ConfigurationTable(Map<String, Row> rows) {

    /**
     * One key.
     *
     * @param variable the environment variable of the same meaning
     * @param standard the default, {@code none} when there is none
     * @param range unit and range
     */
    record Row(String variable, String standard, String range) {}

    static ConfigurationTable of(PackagedService service) throws IOException {
        String document = Files.readString(Manifests.ROOT.resolve("docs/configuration.md"));
        String heading = "\n## The " + (service == PackagedService.GATEWAY ? "gateway" : "ingest service") + '\n';
        int start = document.indexOf(heading);
        if (start < 0) {
            throw new IllegalStateException("docs/configuration.md has no heading" + heading);
        }
        int end = document.indexOf("\n## ", start + 1);
        Map<String, Row> rows = new LinkedHashMap<>();
        document.substring(start, end < 0 ? document.length() : end)
                .lines()
                .filter(line -> line.startsWith("| `"))
                .map(line -> line.split(" *\\| *"))
                .forEach(cells -> {
                    Row row = new Row(code(cells[2]), code(cells[3]), cells[4].replace("`", ""));
                    if (rows.put(code(cells[1]), row) != null) {
                        throw new IllegalStateException("docs/configuration.md says two things of " + cells[1]);
                    }
                });
        return new ConfigurationTable(rows);
    }

    private static String code(String cell) {
        return cell.replace("`", "");
    }

    Set<String> variables() {
        return rows.values().stream().map(Row::variable).collect(Collectors.toSet());
    }
}
