# Written by `npm run generate` from generator/schema; change it there.
{
  disabledModules = [ "services/video/frigate.nix" ];
  imports = [ ./frigate.nix ];
}
