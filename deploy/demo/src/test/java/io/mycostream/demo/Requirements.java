package io.mycostream.demo;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The numbered promises of the client APIs, and the tests that cite them. A program of its own too, for {@code make
 * check-numbers}.
 *
 * @param rows by number, in the order of {@code docs/dialects/requirements.md}
 */
record Requirements(Map<String, Mark> rows) {

    /** What the document says of a number's proof. */
    enum Mark {
        /** A test has to cite it. */
        PROVED,
        /** No test cites it yet. */
        OPEN,
        /** The publisher SDK has to prove it. */
        SDK
    }

    /** Where somebody cites a number. */
    record Citation(String number, String place) {}

    /** What is to be said; the first three are faults. */
    record Report(
            List<String> uncited,
            List<String> openButCited,
            List<String> unknown,
            List<String> open,
            List<String> sdk) {

        boolean isGood() {
            return uncited.isEmpty() && openButCited.isEmpty() && unknown.isEmpty();
        }

        @Override
        public String toString() {
            StringBuilder text = new StringBuilder("Requirements that no test cites\n");
            say(text, "marked open", open);
            say(text, "marked sdk", sdk);
            say(text, "without a mark, so cite them in a test", uncited);
            say(text, "Marked open although a test cites them, so remove the mark", openButCited);
            say(text, "Cited although there is no such number", unknown);
            return text.toString();
        }

        private static void say(StringBuilder text, String what, List<String> numbers) {
            text.append("  %s: %d%s%n"
                    .formatted(what, numbers.size(), numbers.isEmpty() ? "" : "\n    " + String.join(" ", numbers)));
        }
    }

    private static final Pattern ROW = Pattern.compile("\\| ([A-Z]+)-(\\d+) \\| [^|]+ \\| ?(open|sdk)? ?\\|");

    /** Browser tests and clients in other languages cite too. */
    private static final Set<String> KINDS = Set.of("java", "txt", "mjs", "js", "sh", "html", "py");

    private static final Set<String> NO_SOURCES = Set.of("target", "node_modules", ".git");

    /** Reads the document; its numbers have to be complete, from 1 on for each prefix. */
    static Requirements of(String document) {
        Map<String, Mark> rows = new LinkedHashMap<>();
        Map<String, Integer> latest = new TreeMap<>();
        document.lines().filter(line -> line.matches("\\| *[A-Z]+-\\d.*")).forEach(line -> {
            Matcher row = ROW.matcher(line);
            if (!row.matches()) {
                throw new IllegalArgumentException("a row reads | XY-1 | in short | mark |, but not: " + line);
            }
            int number = Integer.parseInt(row.group(2));
            if (number != latest.merge(row.group(1), 1, Integer::sum)) {
                throw new IllegalArgumentException("a number is missing or twice before: " + line);
            }
            rows.put(
                    row.group(1) + '-' + number,
                    row.group(3) == null ? Mark.PROVED : row.group(3).equals("open") ? Mark.OPEN : Mark.SDK);
        });
        return new Requirements(rows);
    }

    /** What one file cites: {@code XY-1}, and {@code XY-1..3} for all of them. */
    List<Citation> citations(String file, String text) {
        String prefixes = rows.keySet().stream()
                .map(number -> number.substring(0, number.indexOf('-')))
                .distinct()
                .collect(Collectors.joining("|"));
        Pattern cited = Pattern.compile("\\b(" + prefixes + ")-(\\d+)(?:\\.\\.(?:\\1-)?(\\d+))?\\b");
        List<Citation> citations = new ArrayList<>();
        int line = 0;
        for (String next : text.split("\n", -1)) {
            line++;
            Matcher found = cited.matcher(next);
            while (found.find()) {
                int first = Integer.parseInt(found.group(2));
                int last = found.group(3) == null ? first : Integer.parseInt(found.group(3));
                for (int number = first; number <= last; number++) {
                    citations.add(new Citation(found.group(1) + '-' + number, file + ':' + line));
                }
            }
        }
        return citations;
    }

    /** What all tests below a folder cite. */
    List<Citation> citationsBelow(Path root) throws IOException {
        List<Citation> citations = new ArrayList<>();
        Files.walkFileTree(root, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
                return NO_SOURCES.contains(String.valueOf(folder.getFileName()))
                        ? FileVisitResult.SKIP_SUBTREE
                        : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                String name = root.relativize(file).toString().replace('\\', '/');
                if (isTest(name)) {
                    citations.addAll(citations(name, new String(Files.readAllBytes(file), StandardCharsets.UTF_8)));
                }
                return FileVisitResult.CONTINUE;
            }
        });
        return citations;
    }

    private static boolean isTest(String name) {
        return name.contains("src/test/") && KINDS.contains(name.substring(name.lastIndexOf('.') + 1));
    }

    Report report(List<Citation> citations) {
        Set<String> cited = citations.stream().map(Citation::number).collect(Collectors.toSet());
        Set<String> unknown = new TreeSet<>();
        for (Citation citation : citations) {
            if (!rows.containsKey(citation.number())) {
                unknown.add(citation.number() + " at " + citation.place());
            }
        }
        return new Report(
                numbers(Mark.PROVED, number -> !cited.contains(number)),
                numbers(Mark.OPEN, cited::contains),
                List.copyOf(unknown),
                numbers(Mark.OPEN, number -> !cited.contains(number)),
                numbers(Mark.SDK, number -> !cited.contains(number)));
    }

    private List<String> numbers(Mark mark, Predicate<String> which) {
        return rows.entrySet().stream()
                .filter(row -> row.getValue() == mark)
                .map(Map.Entry::getKey)
                .filter(which)
                .toList();
    }

    /** What is to be said of the repository. */
    static Report ofRepository(Path root) throws IOException {
        Requirements requirements = of(Files.readString(root.resolve("docs/dialects/requirements.md")));
        return requirements.report(requirements.citationsBelow(root));
    }

    /** Prints the report and fails unless it is good. */
    public static void main(String[] arguments) throws IOException {
        Report report = ofRepository(Path.of(""));
        System.out.print(report);
        if (!report.isGood()) {
            System.exit(1);
        }
    }
}
