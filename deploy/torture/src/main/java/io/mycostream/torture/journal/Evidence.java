package io.mycostream.torture.journal;

import java.util.List;

/** Everything that is known of a run. */
public record Evidence(
        Terms terms,
        List<Source> sources,
        List<Publication> publications,
        List<Testimony> testimonies,
        List<Disturbance> disturbances,
        List<Remains> remains,
        List<Memory> memories) {

    public Evidence {
        sources = List.copyOf(sources);
        publications = List.copyOf(publications);
        testimonies = List.copyOf(testimonies);
        disturbances = List.copyOf(disturbances);
        remains = List.copyOf(remains);
        memories = List.copyOf(memories);
    }

    public Evidence withTestimonies(List<Testimony> others) {
        return new Evidence(terms, sources, publications, others, disturbances, remains, memories);
    }

    public Evidence withRemains(List<Remains> others) {
        return new Evidence(terms, sources, publications, testimonies, disturbances, others, memories);
    }

    public Evidence withMemories(List<Memory> others) {
        return new Evidence(terms, sources, publications, testimonies, disturbances, remains, others);
    }
}
