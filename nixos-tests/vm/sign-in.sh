# sign-in NAME PASSWORD COOKIES: goes from Frigate to Kanidm and back as a browser does, and leaves Frigate's cookies in a
# file. Kanidm is spoken to by its API instead of its pages. Status 3: Kanidm does not let this person through to Frigate.
set -eu
name=$1 password=$2 cookies=$3
frigate=https://frigate.test idm=https://idm.test
work=$(mktemp -d)

ask() {
  curl --silent --show-error "$@"
}

# The three steps of Kanidm's /v1/auth; which attempt it is stands in a cookie.
authenticate() {
  ask --fail --cookie "$work/kanidm" --cookie-jar "$work/kanidm" --json "$1" "$idm/v1/auth"
}
authenticate "$(jq --null-input --arg name "$name" '{step: {init2: {username: $name, issue: "token"}}}')" > "$work/init"
authenticate '{"step": {"begin": "password"}}' > "$work/begin"
authenticate "$(jq --null-input --arg password "$password" '{step: {cred: {password: $password}}}')" > "$work/done"
token=$(jq --raw-output --exit-status .state.success "$work/done")

# Frigate's page leads to the gateway, and that to Kanidm.
page=$(ask --output "$work/page" --write-out '%{redirect_url}' "$frigate/")
request=$(ask --cookie-jar "$cookies" --output "$work/page" --write-out '%{redirect_url}' "$page")
case $request in
  "$idm/ui/oauth2?"*) ;;
  *)
    echo "not led to Kanidm, but to: $request" >&2
    exit 1
    ;;
esac

as_person() {
  ask --header "Authorization: Bearer $token" --output "$work/answer" --write-out '%{http_code} %{redirect_url}' "$@"
}
authorised=$(as_person "$idm/oauth2/authorise?${request#*\?}")
case $authorised in
  200*) # who signs in for the first time is asked for consent
    consent=$(jq --raw-output --exit-status .ConsentRequested.consent_token "$work/answer")
    authorised=$(as_person --get --data-urlencode "token=$consent" "$idm/oauth2/authorise/permit")
    ;;
  403*)
    exit 3
    ;;
esac
callback=${authorised#302 }

# Back at the gateway, which sets the session's cookie and returns to the page.
ask --fail --location --cookie "$cookies" --cookie-jar "$cookies" --output "$work/page" --write-out '%{url_effective}' "$callback"
