# Frigate behind nginx: with its own sign-in, and with a forward-auth server.
{
  lib,
  pkgs,
  ...
}:
let
  # A camera that shows colour bars.
  camera = {
    systemd.services.video-stream = {
      description = "Test picture";
      before = [ "frigate.service" ];
      wantedBy = [ "multi-user.target" ];
      serviceConfig = {
        DynamicUser = true;
        ExecStart = "${lib.getExe pkgs.ffmpeg-headless} -re -f lavfi -i smptebars=size=1280x720:rate=5 -f mpegts -listen 1 http://127.0.0.1:8080";
        Restart = "always";
      };
    };

    services.frigate = {
      enable = true;
      settings = {
        mqtt.enabled = false;
        cameras.test.ffmpeg = {
          input_args = "-fflags nobuffer -strict experimental -fflags +genpts+discardcorrupt -r 10 -use_wallclock_as_timestamps 1";
          inputs = [
            {
              path = "http://127.0.0.1:8080";
              roles = [ "record" ];
            }
          ];
        };
        record = {
          enabled = true;
          continuous.days = 1;
        };
      };
    };

    environment.systemPackages = [
      pkgs.curl
      pkgs.ffmpeg-headless
      pkgs.jq
    ];
    virtualisation = {
      cores = 2;
      memorySize = 2048;
    };
  };
in
{
  name = "frigate";
  meta = { inherit (pkgs.frigate.meta) maintainers; };

  nodes = {
    machine = {
      imports = [ camera ];

      services.frigate.hostname = "localhost";
    };

    sso = {
      imports = [ camera ];

      networking.hosts."127.0.0.1" = [ "frigate.test" ];

      services.frigate = {
        hostname = "frigate.test";
        nginx = {
          authRequestUrl = "http://unix:/run/nginx/gateway.sock:/check";
          reverseProxy = {
            userHeader = "Remote-User";
            roleHeader = "Remote-Groups";
            roleMap.admin = [ "parents" ];
          };
          signIn.url = "http://login.test/";
        };
      };

      # A forward-auth server that believes a cookie.
      services.nginx = {
        appendHttpConfig = ''
          map $cookie_person $person {
            alice alice;
            bob bob;
            default "";
          }
          map $cookie_person $person_groups {
            alice family,parents;
            default family;
          }
        '';
        virtualHosts.gateway = {
          listen = [ { addr = "unix:/run/nginx/gateway.sock"; } ];
          locations."= /check".extraConfig = ''
            add_header Remote-User $person;
            add_header Remote-Groups $person_groups;
            if ($person = "") {
              return 401;
            }
            return 204;
          '';
        };
      };
    };
  };

  testScript = ''
    import json
    import shlex

    internal = "http://127.0.0.1:5000"
    # Without a span Frigate takes the hour before it started.
    recordings = f"{internal}/api/test/recordings?after=0&before=99999999999"


    def curl(host, *arguments):
        return host.succeed(shlex.join(["curl", "--silent", "--show-error", *arguments]))


    def status(host, address, *options):
        return curl(host, "--output", "/dev/null", "--write-out", "%{http_code}", *options, address)


    def answer(host, address, *options):
        return json.loads(curl(host, "--fail", *options, address))


    start_all()
    for host in [machine, sso]:
        host.wait_for_unit("frigate.service")
        host.wait_for_unit("nginx.service")
        host.wait_for_open_port(5001)

    admin = ["--cookie", "/tmp/admin"]

    with subtest("Frigate's own sign-in"):
        journal = "journalctl --unit frigate.service --output cat"
        machine.wait_until_succeeds(f"{journal} | grep --quiet 'Password: '")
        password = machine.succeed(f"{journal} | grep --only-matching --perl-regexp 'Password: \\K[0-9a-f]+'")
        assert status(machine, "http://localhost/api/version") == "401"
        credentials = json.dumps({"user": "admin", "password": password.strip()})
        login = ["--fail", "--cookie-jar", "/tmp/admin", "--json", credentials]
        assert status(machine, "http://localhost/api/login", *login) == "200"
        assert status(machine, "http://localhost/api/version", *admin) == "200"
        assert answer(machine, "http://localhost/api/profile", *admin)["username"] == "admin"

    with subtest("Frigate reaches itself without signing in"):
        assert status(machine, f"{internal}/api/version") == "200"

    with subtest("Recordings"):
        machine.wait_until_succeeds(f"curl --silent --fail '{recordings}' | jq --exit-status 'length > 0'")
        assert status(machine, "http://localhost/recordings/") == "401"
        assert status(machine, "http://localhost/recordings/", *admin) == "200"

    with subtest("An export, for which Frigate fetches the recording from nginx"):
        recording = answer(machine, recordings)[0]
        span = f"start/{recording['start_time']}/end/{recording['end_time']}"
        started = answer(machine, f"http://localhost/api/export/test/{span}", "--json", json.dumps({"name": "bars"}), *admin)
        assert started["success"], started
        machine.wait_until_succeeds(f"curl --silent --fail {internal}/api/exports | jq --exit-status '.[0].in_progress == false'")
        video = answer(machine, "http://localhost/api/exports", *admin)[0]["video_path"].split("/")[-1]
        assert status(machine, f"http://localhost/exports/{video}") == "401"
        curl(machine, "--fail", "--output", "/tmp/bars.mp4", *admin, f"http://localhost/exports/{video}")
        machine.succeed("ffprobe /tmp/bars.mp4")

    site = "http://frigate.test"
    alice = ["--cookie", "person=alice"]
    bob = ["--cookie", "person=bob"]
    forged = ["--header", "Remote-User: alice", "--header", "Remote-Role: admin", "--header", "Remote-Groups: parents"]

    with subtest("Users and roles come from the forward-auth server"):
        for options, user, role in [(alice, "alice", "admin"), (bob, "bob", "viewer"), (bob + forged, "bob", "viewer")]:
            profile = answer(sso, f"{site}/api/profile", *options)
            assert (profile["username"], profile["role"]) == (user, role), profile

    with subtest("Nobody else gets in"):
        for options in [[], ["--cookie", "person=mallory"], forged]:
            for path in ["/api/profile", "/api/version", "/recordings/", "/clips/", "/exports/", "/vod/test", "/ws"]:
                assert status(sso, f"{site}{path}", *options) == "401", path
        led_to = curl(sso, "--output", "/dev/null", "--write-out", "%{redirect_url}", f"{site}/")
        assert led_to == "http://login.test/?rd=http%3A%2F%2Ffrigate.test%2F", led_to

    with subtest("Frigate still reaches itself"):
        assert answer(sso, f"{internal}/api/profile")["role"] == "admin"
  '';
}
