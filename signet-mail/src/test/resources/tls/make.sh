#!/bin/sh
# Makes the test identities in this folder; run it again only when they must change. Needs keytool (JDK 17) and openssl.
set -eu
cd "$(dirname "$0")"
rm -f ./*.p12 ca.pem
P="-storetype PKCS12 -storepass changeit -keypass changeit -keyalg EC -groupname secp256r1"
keytool -genkeypair -alias ca $P -keystore ca.p12 -dname "CN=Signet Test CA" -startdate "2020/01/01 00:00:00" -validity 36500 -ext bc:c=ca:true
keytool -exportcert -rfc -alias ca -keystore ca.p12 -storepass changeit > ca.pem
leaf() { # name, dname, san, start, days
    keytool -genkeypair -alias server $P -keystore "$1.p12" -dname "$2" -validity 36500
    keytool -certreq -alias server -keystore "$1.p12" -storepass changeit |
        keytool -gencert -alias ca -keystore ca.p12 -storepass changeit -rfc -ext "san=$3" -startdate "$4" -validity "$5" > leaf.pem
    cat ca.pem leaf.pem > chain.pem
    keytool -importcert -noprompt -trustcacerts -alias server -keystore "$1.p12" -storepass changeit -file chain.pem 2>/dev/null ||
        { keytool -importcert -noprompt -alias ca -keystore "$1.p12" -storepass changeit -file ca.pem
          keytool -importcert -noprompt -alias server -keystore "$1.p12" -storepass changeit -file leaf.pem; }
    rm -f leaf.pem chain.pem
}
leaf good "CN=localhost" "dns:localhost,ip:127.0.0.1" "2020/01/01 00:00:00" 36500
leaf expired "CN=localhost" "dns:localhost,ip:127.0.0.1" "2020/01/01 00:00:00" 20
leaf future "CN=localhost" "dns:localhost,ip:127.0.0.1" "2090/01/01 00:00:00" 3650
leaf other "CN=mail.other.example" "dns:mail.other.example,dns:other.example" "2020/01/01 00:00:00" 36500
keytool -genkeypair -alias server $P -keystore selfsigned.p12 -dname "CN=localhost" -ext "san=dns:localhost,ip:127.0.0.1" -startdate "2020/01/01 00:00:00" -validity 36500
# an issuer nobody trusts, as a TLS inspection has
keytool -genkeypair -alias ca $P -keystore foreign-ca.p12 -dname "CN=Acme TLS Inspection, O=Acme" -startdate "2020/01/01 00:00:00" -validity 36500 -ext bc:c=ca:true
mv ca.p12 ours.p12; mv ca.pem ours.pem; mv foreign-ca.p12 ca.p12
keytool -exportcert -rfc -alias ca -keystore ca.p12 -storepass changeit > ca.pem
leaf foreign "CN=localhost" "dns:localhost,ip:127.0.0.1" "2020/01/01 00:00:00" 36500
mv ours.p12 ca.p12; mv ours.pem ca.pem
