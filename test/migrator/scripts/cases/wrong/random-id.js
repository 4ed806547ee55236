// script: login
// finds: SCRIPT_ID_UNSTABLE
// see: https://github.com/auth0/docs/pull/6707
function login(email, password, callback) {
  const uuid = require('uuid');
  require('request').post({ url: configuration.URL, json: { email, password } }, function (err, response, body) {
    if (err) return callback(err);
    if (response.statusCode !== 200) return callback(new WrongUsernameOrPasswordError(email));
    return callback(null, { user_id: uuid.v4(), email: body.email, email_verified: body.verified });
  });
}
