// script: login
// finds: SCRIPT_PASSWORD_UNCHECKED
// see: https://auth0.com/docs/authenticate/database-connections/custom-db/templates/login
function login(email, password, callback) {
  require('request').post({ url: configuration.URL, json: { email, password } }, function (err, response, body) {
    if (err) return callback(err);
    callback(null, { user_id: body.id, email: body.email });
  });
}
