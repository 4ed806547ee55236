// script: get_user
// finds: SCRIPT_ID_UNSTABLE
// see: https://github.com/auth0/docs/pull/6707
function getByEmail(email, callback) {
  require('request').get(configuration.URL, { json: true }, function (err, response, body) {
    if (err) return callback(err);
    if (!body) return callback(null);
    const profile = { email: body.email };
    profile.user_id = 'legacy|' + Date.now();
    return callback(null, profile);
  });
}
