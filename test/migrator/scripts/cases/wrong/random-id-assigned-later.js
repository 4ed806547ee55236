// script: login
// finds: SCRIPT_ID_UNSTABLE
// see: https://auth0.com/docs/authenticate/database-connections/custom-db/templates/login
function login(email, password, callback) {
  const id = require('crypto').randomUUID();
  const profile = { email };
  require('request').post({ url: configuration.URL, json: { email, password } }, function (err, response, body) {
    if (err) return callback(err);
    if (response.statusCode !== 200) return callback(new WrongUsernameOrPasswordError(email));
    Object.assign(profile, { user_id: id, name: body.name });
    callback(null, profile);
  });
}
