package signet.server.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import signet.oauth.Secret;
import signet.server.account.AccountStates;
import signet.server.account.AccountStates.Standstill;
import signet.server.account.ApiTokens;
import signet.server.account.ApiTokens.Scope;
import signet.server.account.ApiTokens.Token;
import signet.server.account.Incident;
import signet.server.account.ObjectStore.Kind;
import signet.server.account.ObjectStore.Stored;
import signet.server.account.Outcome;
import signet.server.account.PasswordHash;
import signet.server.account.Role;
import signet.server.account.SecondFactors;
import signet.server.account.Totp;
import signet.server.account.Users;
import signet.server.event.EventKind;

/** What is remembered of accounts, tokens and objects. */
interface AccountContract extends StoreFixture {
    @Test
    default void aPauseIsKeptWithWhoMadeIt() throws IOException {
        AccountStates states = queue().store().accountStates();
        assertTrue(states.pause("portal", "ann"));
        assertFalse(states.pause("portal", "bob"));
        queue().reopen();
        states = queue().store().accountStates();
        Standstill standstill = standstill("portal");
        assertEquals(Optional.of("ann"), standstill.pausedBy());
        assertEquals(Optional.of(now()), standstill.pausedAt());
        assertEquals(Optional.empty(), standstill.incident());
        assertTrue(states.resume("portal", "bob"));
        assertFalse(states.resume("portal", "bob"));
        assertEquals(Map.of(), states.standstills());
        assertEquals(List.of(EventKind.PAUSED, EventKind.RESUMED), kinds());
    }

    private Standstill standstill(String account) throws IOException {
        return Optional.ofNullable(queue().store().accountStates().standstills().get(account))
                .orElseThrow();
    }

    @Test
    default void everyTakeOverIsANewEpoch() throws IOException {
        long next = queue().store().accountStates().takeOver("test");
        assertTrue(next > epoch());
        queue().reopen();
        assertTrue(queue().store().accountStates().takeOver("test") > next);
    }

    @Test
    default void howeverManyNoticeThereIsOneIncident() throws IOException {
        AccountStates states = queue().store().accountStates();
        Incident first = states.open(incident("by-cert"), List.of("portal"));
        Incident second = states.open(incident("by-cert"), List.of("helpdesk"));
        assertEquals(first, second);
        assertEquals(List.of(first), states.incidents(true, 10));
        assertEquals(Set.of("portal", "helpdesk"), states.standstills().keySet());
        assertEquals(Optional.of(first.id()), standstill("helpdesk").incident());
        assertEquals(List.of(EventKind.PARKED), kinds());
        states.close(first.id());
        states.close(first.id());
        assertEquals(Map.of(), states.standstills());
        assertEquals(List.of(EventKind.PARKED, EventKind.RECOVERED), kinds());
        assertEquals(List.of(), states.incidents(true, 10));
        assertEquals(Optional.of(now()), states.incidents(false, 10).getFirst().closed());
        assertFalse(states.open(incident("by-cert"), List.of("portal")).id().equals(first.id()));
    }

    @Test
    default void anAccountGoesOnWhenItsLastIncidentIsClosed() throws IOException {
        AccountStates states = queue().store().accountStates();
        Incident one = states.open(incident("by-cert"), List.of("portal"));
        Incident other = states.open(incident("upstream"), List.of("portal"));
        states.close(one.id());
        assertEquals(Optional.of(other.id()), standstill("portal").incident());
        states.close(other.id());
        assertEquals(Map.of(), states.standstills());
    }

    @Test
    default void aFailedProbeIsNoted() throws IOException {
        AccountStates states = queue().store().accountStates();
        Incident incident = states.open(incident("by-cert"), List.of("portal"));
        states.probed(incident.id(), now().plusSeconds(300), "AADSTS700027");
        Incident probed = states.incidents(true, 1).getFirst();
        assertEquals(1, probed.probes());
        assertEquals("AADSTS700027", probed.reason());
        assertEquals(now().plusSeconds(300), probed.nextProbe());
    }

    private Incident incident(String name) {
        return new Incident(
                newId().toString(),
                Outcome.Scope.CREDENTIAL,
                name,
                "secret-expired",
                "AADSTS7000222: expired",
                now(),
                now().plusSeconds(60),
                0,
                Optional.empty());
    }

    @Test
    default void aTokenIsFoundByItsDigestUntilItExpiresOrIsRevoked() throws IOException {
        ApiTokens tokens = queue().store().apiTokens();
        Token token = new Token(
                "t1",
                "reports",
                Set.of(Scope.SEND, Scope.READ),
                List.of("portal"),
                now(),
                Optional.of(now().plusSeconds(60)),
                Optional.empty(),
                false);
        tokens.create(token, new byte[] {1, 2, 3});
        assertEquals(Optional.of(token), tokens.find(new byte[] {1, 2, 3}, now()));
        assertEquals(Optional.empty(), tokens.find(new byte[] {1, 2, 4}, now()));
        assertEquals(Optional.empty(), tokens.find(new byte[] {1, 2, 3}, now().plusSeconds(60)));
        assertTrue(tokens.revoke("t1"));
        assertFalse(tokens.revoke("t1"));
        assertEquals(Optional.empty(), tokens.find(new byte[] {1, 2, 3}, now()));
        assertTrue(tokens.list().getFirst().revoked());
    }

    @Test
    default void theUseOfATokenIsNotedOnceAMinute() throws IOException {
        ApiTokens tokens = queue().store().apiTokens();
        Token token = new Token("t1", "ops", Set.of(), List.of(), now(), Optional.empty(), Optional.empty(), false);
        tokens.create(token, new byte[] {1});
        tokens.used("t1", now());
        tokens.used("t1", now().plusSeconds(59));
        assertEquals(Optional.of(now()), tokens.list().getFirst().lastUsed());
        tokens.used("t1", now().plusSeconds(60));
        assertEquals(
                Optional.of(now().plusSeconds(60)), tokens.list().getFirst().lastUsed());
    }

    @Test
    default void aLinkMakesOneUserOnce() throws IOException {
        Users users = queue().store().users();
        PasswordHash hash = hash("four grey herons at noon");
        byte[] digest = {1, 2, 3};
        assertTrue(users.none());
        users.link(new Users.Link(Role.OPERATOR, Optional.empty(), now().plusSeconds(60)), digest, now());
        assertTrue(users.link(digest, now()).isPresent());
        assertFalse(users.link(digest, now().plusSeconds(60)).isPresent());
        assertFalse(users.redeem(digest, "otto", hash, now().plusSeconds(60)).isPresent());
        Users.User otto = users.redeem(digest, "otto", hash, now()).orElseThrow();
        assertEquals(Role.OPERATOR, otto.role());
        assertEquals(hash, otto.hash());
        assertFalse(users.redeem(digest, "eve", hash, now()).isPresent());
        assertFalse(users.none());
        queue().reopen();
        assertEquals(List.of(otto), queue().store().users().list());
    }

    @Test
    default void aLinkTakesNobodysNameAndGivesAKnownOneAPassword() throws IOException {
        Users users = queue().store().users();
        Users.Link open = new Users.Link(Role.ADMINISTRATOR, Optional.empty(), now().plusSeconds(60));
        users.link(open, new byte[] {1}, now());
        assertTrue(users.redeem(new byte[] {1}, "ada", hash("one"), now()).isPresent());
        users.link(open, new byte[] {2}, now());
        assertFalse(users.redeem(new byte[] {2}, "ada", hash("two"), now()).isPresent());
        users.link(new Users.Link(Role.VIEWER, Optional.of("ada"), now().plusSeconds(60)), new byte[] {3}, now());
        Instant later = now().plusSeconds(1);
        Users.User ada =
                users.redeem(new byte[] {3}, "whoever", hash("three"), later).orElseThrow();
        assertEquals("ada", ada.name());
        assertEquals(Role.ADMINISTRATOR, ada.role(), "a new password is no new role");
        assertEquals(later, ada.passwordSince());
        users.withdrawLinks();
        assertFalse(users.link(new byte[] {2}, now()).isPresent());
    }

    @Test
    default void aSecondFactorIsKeptAndEachOfItsCodesWorksOnce() throws IOException {
        SecondFactors factors = queue().store().secondFactors();
        Secret secret = Totp.secret(new java.security.SecureRandom());
        List<PasswordHash> hashes = List.of(hash("zero"), hash("one"));
        assertFalse(factors.put("ada", secret, 7, hashes, now()), "there is no such user");
        user("ada");
        assertTrue(factors.put("ada", secret, 7, hashes, now()));
        queue().reopen();
        factors = queue().store().secondFactors();
        assertEquals(
                Optional.of(now()),
                queue().store().users().find("ada").orElseThrow().factorSince());
        assertEquals(Optional.of(new SecondFactors.Factor(secret, now(), 7, 2)), factors.find("ada"));
        assertFalse(factors.use("ada", 7));
        assertTrue(factors.use("ada", 8));
        assertFalse(factors.use("ada", 8));
        assertFalse(factors.use("ada", 7));
        assertEquals(Optional.of(hashes.get(1)), factors.recovery("ada", 1));
        assertTrue(factors.spend("ada", 1, hashes.get(1)));
        assertFalse(factors.spend("ada", 1, hashes.get(1)));
        assertEquals(Optional.empty(), factors.recovery("ada", 1));
        assertTrue(factors.renew("ada", List.of(hash("new"))));
        assertFalse(factors.spend("ada", 0, hashes.get(0)), "the former ones are gone");
        assertEquals(1, factors.find("ada").orElseThrow().left());
    }

    @Test
    default void aSecondFactorGoesWithItsUserAndByItself() throws IOException {
        Users users = queue().store().users();
        SecondFactors factors = queue().store().secondFactors();
        Secret secret = Totp.secret(new java.security.SecureRandom());
        user("ada");
        assertFalse(factors.renew("ada", List.of()));
        assertFalse(factors.remove("ada"));
        factors.put("ada", secret, 7, List.of(hash("zero")), now());
        assertTrue(factors.remove("ada"));
        assertEquals(Optional.empty(), users.find("ada").orElseThrow().factorSince());
        assertEquals(Optional.empty(), factors.recovery("ada", 0));
        factors.put("ada", secret, 7, List.of(hash("zero")), now());
        users.delete("ada");
        user("ada");
        assertEquals(Optional.empty(), factors.find("ada"), "another one of the same name");
        assertEquals(Optional.empty(), factors.recovery("ada", 0));
    }

    @Test
    default void aLinkLeavesTheSecondFactorUnlessItForgetsIt() throws IOException {
        Users users = queue().store().users();
        SecondFactors factors = queue().store().secondFactors();
        user("ada");
        factors.put("ada", Totp.secret(new java.security.SecureRandom()), 7, List.of(), now());
        Instant end = now().plusSeconds(60);
        for (boolean forgets : new boolean[] {false, true}) {
            users.link(new Users.Link(Role.VIEWER, Optional.of("ada"), end, forgets), new byte[] {4}, now());
            assertEquals(
                    forgets, users.link(new byte[] {4}, now()).orElseThrow().forgetsFactor());
            Users.User ada =
                    users.redeem(new byte[] {4}, "", hash("four"), now()).orElseThrow();
            assertEquals(forgets, ada.factorSince().isEmpty());
            assertEquals(forgets, factors.find("ada").isEmpty());
        }
    }

    private void user(String name) throws IOException {
        Users users = queue().store().users();
        users.link(new Users.Link(Role.VIEWER, Optional.empty(), now().plusSeconds(60)), new byte[] {9}, now());
        assertTrue(users.redeem(new byte[] {9}, name, hash("nine"), now()).isPresent());
    }

    private static PasswordHash hash(String password) {
        return PasswordHash.of(Secret.of(password), new java.security.SecureRandom());
    }

    @Test
    default void objectsAreReplacedAndDeletedByTheirNames() throws IOException {
        var objects = queue().store().objects();
        objects.put(new Stored(Kind.ACCOUNT, "portal", Secret.of("{address: a@b}")));
        objects.put(new Stored(Kind.CREDENTIAL, "portal", Secret.of("{client-secret: hush}")));
        objects.put(new Stored(Kind.ACCOUNT, "portal", Secret.of("{address: c@d}")));
        queue().reopen();
        objects = queue().store().objects();
        assertEquals(
                List.of(
                        new Stored(Kind.ACCOUNT, "portal", Secret.of("{address: c@d}")),
                        new Stored(Kind.CREDENTIAL, "portal", Secret.of("{client-secret: hush}"))),
                objects.objects());
        assertTrue(objects.delete(Kind.ACCOUNT, "portal"));
        assertFalse(objects.delete(Kind.ACCOUNT, "portal"));
        assertEquals(1, objects.objects().size());
    }
}
