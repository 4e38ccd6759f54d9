import type { HelpTopic } from "./topic.ts";

export const TLS: HelpTopic = {
  name: "tls",
  summary: "encryption between upsmon and upsd, and certificates",
  page: `\
Without TLS the passwords of upsmon can be read by everybody on the way. On
localhost that does not matter.

On the server (here it is called nas) make a certificate, in a folder of yours:

    openssl req -x509 -newkey rsa:3072 -nodes -days 3650 -subj /CN=nas \\
      -addext subjectAltName=DNS:nas -keyout nas.key -out nas.pem

The names after subjectAltName are those that the clients use: DNS:nas, or
IP:192.168.1.10. upsd wants the certificate and its key in one file:

    cat nas.pem nas.key | sudo tee /etc/nut/upsd.pem > /dev/null
    sudo chown root:nut /etc/nut/upsd.pem
    sudo chmod 640 /etc/nut/upsd.pem

In upsd.conf, which is then read again:

    CERTFILE /etc/nut/upsd.pem

    sudo nutts upsd -c reload

Each client gets nas.pem, never the key. In its upsmon.conf:

    CERTPATH /etc/nut/nas.pem
    CERTVERIFY 1
    FORCESSL 1

    sudo nutts upsmon -c reload

FORCESSL refuses a server without TLS, CERTVERIFY one whose certificate nobody
vouches for. Without both, TLS is used where it is there, and nobody is sure
with whom. CERTHOST says it for one server. Commands that you type have the same
three in nutauth.conf. The rows tls and certificate of doctor tell how it is:

    sudo nutts doctor
`,
};
