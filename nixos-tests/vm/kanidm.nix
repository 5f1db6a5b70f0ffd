# Kanidm, oauth2-proxy and Frigate on one machine, set up by services.frigate.nginx.kanidm.
{ pkgs, ... }:
let
  # Names on this machine, by a certificate authority that it trusts.
  certificates =
    pkgs.runCommand "certificates-of-the-test" { nativeBuildInputs = [ pkgs.openssl ]; }
      ''
        mkdir $out
        cd $out
        key="-newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes"
        openssl req -x509 $key -keyout ca.key -out ca.pem -days 36500 -subj /CN=authority \
          -addext keyUsage=critical,keyCertSign
        openssl req $key -keyout key.pem -out request.pem -subj /CN=idm.test
        echo subjectAltName=DNS:idm.test,DNS:frigate.test > extensions
        openssl x509 -req -in request.pem -CA ca.pem -CAkey ca.key -days 36500 -extfile extensions -out leaf.pem
        cat leaf.pem ca.pem > chain.pem
      '';

  tls = {
    forceSSL = true;
    sslCertificate = "${certificates}/chain.pem";
    sslCertificateKey = "${certificates}/key.pem";
  };
in
{
  name = "frigate-kanidm";
  meta.maintainers = [ ];

  nodes.machine =
    { config, ... }:
    {
      services.frigate = {
        enable = true;
        hostname = "frigate.test";
        settings = {
          mqtt.enabled = false;
          # Nobody looks at it.
          cameras.test = {
            enabled = false;
            ffmpeg.inputs = [
              {
                path = "rtsp://127.0.0.1/test";
                roles = [ "detect" ];
              }
            ];
          };
        };
        nginx.kanidm = {
          enable = true;
          domain = "idm.test";
          clientSecretFile = "/var/lib/secrets/frigate-oauth2";
          cookieSecretFile = "/var/lib/secrets/frigate-cookie";
        };
      };

      services.kanidm = {
        package = pkgs.kanidmWithSecretProvisioning_1_10;
        server.enable = true;
        server.settings = {
          domain = "idm.test";
          origin = "https://idm.test";
          tls_chain = "${certificates}/chain.pem";
          tls_key = "${certificates}/key.pem";
        };
        provision = {
          enable = true;
          groups.frigate_admins.members = [ "alice" ];
          groups.frigate_users.members = [ "bob" ];
          persons.alice.displayName = "Alice";
          persons.bob.displayName = "Bob";
          persons.carol.displayName = "Carol";
        };
      };

      services.nginx.virtualHosts."frigate.test" = tls;
      services.nginx.virtualHosts."idm.test" = tls // {
        locations."/".proxyPass = "https://127.0.0.1:8443";
      };

      networking.hosts."127.0.0.1" = [
        "frigate.test"
        "idm.test"
      ];
      security.pki.certificateFiles = [ "${certificates}/ca.pem" ];
      systemd.tmpfiles.rules = [
        "d /var/lib/secrets 0755 root root"
        "f /var/lib/secrets/frigate-oauth2 0400 kanidm kanidm - nobody-else-knows-this-client-secret"
        "f /var/lib/secrets/frigate-cookie 0400 root root - nobody-else-knows-this-cookie-secret"
      ];

      environment.systemPackages = [
        config.services.kanidm.package
        pkgs.curl
        pkgs.jq
        (pkgs.writeShellScriptBin "sign-in" (builtins.readFile ./sign-in.sh))
      ];
      virtualisation = {
        cores = 2;
        memorySize = 3072;
      };
    };

  testScript = ''
    import json
    import shlex

    site = "https://frigate.test"


    def curl(*arguments):
        return machine.succeed(shlex.join(["curl", "--silent", "--show-error", *arguments]))


    def status(path, *options):
        return curl("--output", "/dev/null", "--write-out", "%{http_code}", *options, f"{site}{path}")


    def sign_in(name):
        recovered = json.loads(machine.succeed(f"kanidmd scripting recover-account -c /etc/kanidm/server.toml {name}"))
        return machine.execute(shlex.join(["sign-in", name, recovered["output"], f"/tmp/{name}"]))


    # Kanidm is up when persons, groups and Frigate are in it.
    for unit in ["kanidm", "nginx", "frigate", "oauth2-proxy"]:
        machine.wait_for_unit(f"{unit}.service")
    machine.wait_for_open_port(5001)
    machine.wait_for_open_port(4180)

    with subtest("Without a session"):
        for path in ["/api/profile", "/api/version", "/recordings/", "/ws"]:
            assert status(path) == "401", path
        assert status("/") == "302"

    with subtest("Kanidm's groups are Frigate's roles"):
        for name, role in [("alice", "admin"), ("bob", "viewer")]:
            code, came_to = sign_in(name)
            assert code == 0, came_to
            assert came_to.strip() == f"{site}/", came_to
            profile = json.loads(curl("--fail", "--cookie", f"/tmp/{name}", f"{site}/api/profile"))
            assert (profile["username"], profile["role"]) == (name, role), profile

    with subtest("A viewer is no administrator"):
        assert status("/api/users", "--cookie", "/tmp/alice") == "200"
        assert status("/api/users", "--cookie", "/tmp/bob") == "403"

    with subtest("Who is in no group is turned away by Kanidm"):
        code, _ = sign_in("carol")
        assert code == 3, code
        assert status("/api/profile", "--cookie", "/tmp/carol") == "401"

    with subtest("A cookie that oauth2-proxy has not made is none"):
        assert status("/api/profile", "--cookie", "_oauth2_proxy=YWxpY2U=|1|x") == "401"

    with subtest("Frigate reaches itself without signing in"):
        assert json.loads(curl("--fail", "http://127.0.0.1:5000/api/profile"))["role"] == "admin"
  '';
}
