package signet.server.api;

import java.util.List;
import signet.doctor.Finding;
import signet.server.api.Problem.Wrong;

/** Ends a request with a problem. */
final class ProblemException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Problem problem;

    ProblemException(Problem problem) {
        super(problem.detail(), null, false, false);
        this.problem = problem;
    }

    ProblemException(int status, String word, String detail) {
        this(Problem.of(status, word, detail));
    }

    /** Something in the body is wrong. */
    static ProblemException member(String pointer, String detail) {
        return members(List.of(Wrong.member(pointer, detail)));
    }

    static ProblemException members(List<Wrong> wrong) {
        return new ProblemException(new Problem(422, "invalid-content", first(wrong), wrong, List.of()));
    }

    static ProblemException parameter(String name, String detail) {
        Wrong wrong = Wrong.parameter(name, detail);
        return new ProblemException(
                new Problem(400, "invalid-parameter", first(List.of(wrong)), List.of(wrong), List.of()));
    }

    static ProblemException header(String name, String detail) {
        Wrong wrong = Wrong.header(name, detail);
        return new ProblemException(
                new Problem(400, "invalid-header", first(List.of(wrong)), List.of(wrong), List.of()));
    }

    /** Settings are wrong; the first finding is told at once, all of them in {@code findings}. */
    static ProblemException findings(int status, String word, List<Finding> findings) {
        String detail = findings.stream().findFirst().map(Finding::summary).orElse("the settings were not taken");
        return new ProblemException(new Problem(status, word, detail, List.of(), findings));
    }

    private static String first(List<Wrong> wrong) {
        Wrong one = wrong.get(0);
        return one.where() + ": " + one.detail();
    }

    Problem problem() {
        return problem;
    }
}
