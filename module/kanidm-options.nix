# Written by `npm run generate` from generator/schema; change it there.
#
# The options of services.frigate.nginx.kanidm.
{ config, lib, ... }:
let
  kinds = import ./frigate/option-kinds.nix { inherit lib; };
  inherit (kinds) matching named;
  inherit (kinds) nullable option required;
  label = "[a-z0-9]([a-z0-9-]*[a-z0-9])?";
  duration = matching "time such as 5s" "[1-9][0-9]*(s|m|h)";
  roleName = matching "role name of letters, digits and underscores" "[A-Za-z0-9_]+";
  hostName = matching "host name such as idm.example.com" "${label}(\\.${label})*";
  entityName = matching "name of a group or client of Kanidm, in lower case and without domain" "[a-z][a-z0-9_.-]*";
in
{
  options.services.frigate = {
    nginx.kanidm = {
      enable = lib.mkEnableOption "sign-in to Frigate with Kanidm, through oauth2-proxy on this host";
      clientId = option entityName "frigate" "cameras" "Name of Frigate among Kanidm's OAuth2 clients.";
      clientSecretFile = required lib.types.path "/run/secrets/frigate-oauth2" ''
        File with the secret that Kanidm and oauth2-proxy share, outside the Nix store. White space at its end does
        not count.

        Where Kanidm is provisioned on this host, the user `kanidm` must be able to read it. Elsewhere it holds what
        `kanidm system oauth2 show-basic-secret` prints.
      '';
      cookieSecretFile = required lib.types.path "/run/secrets/frigate-cookie" ''
        File with the secret that sessions are encrypted with, outside the Nix store: any text of 16 characters or
        more. Whoever knows it can sign in as anybody. A new one signs everybody out.
      '';
      domain = required hostName "idm.example.com" "Name of the host that Kanidm is reached at.";
      provision = lib.mkOption {
        type = lib.types.bool;
        default = config.services.kanidm.provision.enable;
        defaultText = lib.literalExpression "config.services.kanidm.provision.enable";
        description = ''
          Whether this host's `services.kanidm.provision` registers Frigate with Kanidm: who may enter, and with which
          role.

          Without it, Kanidm has to be told by hand what docs/kanidm.md says.
        '';
      };
      roles = lib.mkOption {
        type = named roleName (lib.types.listOf entityName);
        default = {
          admin = [ "frigate_admins" ];
        };
        example = {
          admin = [ "frigate_admins" ];
          gardener = [ "neighbours" ];
        };
        description = ''
          Kanidm groups by the role in Frigate that they give: `admin`, `viewer`, or one of `settings.auth.roles`.

          Members of these groups may enter, as those of {option}`services.frigate.nginx.kanidm.users` may. Who has
          several roles gets `admin` before `viewer` before the others.
        '';
      };
      session = {
        lifetime = option duration "24h" "8h" ''
          Time after which people are sent to Kanidm again, which lets them straight back in while they are signed in
          there. Only then is it noticed that somebody has left a group, or the house.
        '';
        refresh = nullable duration "10m" ''
          Age at which a session is renewed behind the scenes, with what Kanidm says then; `null`: never.

          Kanidm ends a session whose renewal is asked for twice at a time, and a page of camera pictures asks many
          things at a time. Leave this off unless oauth2-proxy keeps its sessions in Redis, where it can lock them.
        '';
      };
      users = option (lib.types.listOf entityName) [ "frigate_users" ] [ "family" "neighbours" ] ''
        Kanidm groups whose members may enter. Their role is
        {option}`services.frigate.nginx.reverseProxy.defaultRole`, unless they have one by
        {option}`services.frigate.nginx.kanidm.roles`.
      '';
    };
  };
}
