package signet.realservers;

import java.util.ArrayList;
import java.util.List;

/**
 * What came out of a campaign.
 *
 * @param acknowledged recipients of messages answered with 250 or 202
 * @param lost of those, neither delivered nor failed by a reply of the provider
 * @param duplicates deliveries beyond the first
 * @param unexplained of those, how many no recorded doubt explains
 * @param inDoubt final dots without an answer, as recorded
 * @param failed recipients the provider refused for good
 * @param reports to their senders
 * @param refused recipients of messages that were not accepted
 * @param wrong everything that must not be, in words
 */
record KillReport(
        int acknowledged,
        int lost,
        int duplicates,
        int unexplained,
        int inDoubt,
        int failed,
        int reports,
        int refused,
        List<String> wrong) {
    KillReport {
        wrong = List.copyOf(wrong);
    }

    KillReport with(List<String> more) {
        List<String> all = new ArrayList<>(wrong);
        all.addAll(more);
        return new KillReport(acknowledged, lost, duplicates, unexplained, inDoubt, failed, reports, refused, all);
    }

    boolean clean() {
        return wrong.isEmpty();
    }

    @Override
    public String toString() {
        return ("acknowledged %d, lost %d, duplicates %d (unexplained %d), in doubt %d, failed %d with %d reports,"
                        + " not accepted %d and not delivered, wrong %d")
                .formatted(
                        acknowledged, lost, duplicates, unexplained, inDoubt, failed, reports, refused, wrong.size());
    }
}
