{
  description = "NixOS module for Frigate, with single sign-on as typed options";

  inputs.nixpkgs.url = "github:NixOS/nixpkgs/nixos-unstable";

  outputs =
    { self, nixpkgs }:
    let
      inherit (nixpkgs) lib;
      eachSystem =
        attributes:
        lib.genAttrs [
          "x86_64-linux"
          "aarch64-linux"
        ] (system: attributes nixpkgs.legacyPackages.${system});
    in
    {
      # Takes the place of the module in nixpkgs.
      nixosModules.default = ./module/default.nix;

      # The same, and sign-in with Kanidm.
      nixosModules.kanidm = ./module/kanidm.nix;

      # Everything `npm test` needs besides npm packages.
      devShells = eachSystem (pkgs: {
        default = pkgs.mkShell {
          packages = [
            pkgs.gixy
            pkgs.nix
            pkgs.nixfmt
            pkgs.nodejs
            pkgs.openssl
            (pkgs.nginx.override {
              modules = [
                pkgs.nginxModules.develkit
                pkgs.nginxModules.rtmp
                pkgs.nginxModules.secure-token
                pkgs.nginxModules.set-misc
                pkgs.nginxModules.vod
              ];
            })
          ];
          NIXPKGS = nixpkgs.outPath;
        };
      });

      formatter = eachSystem (pkgs: pkgs.nixfmt);

      checks = eachSystem (
        pkgs:
        import ./nixos-tests/checks.nix {
          inherit pkgs;
          inherit (nixpkgs) lib;
          module = self.nixosModules.kanidm;
        }
      );
    };
}
