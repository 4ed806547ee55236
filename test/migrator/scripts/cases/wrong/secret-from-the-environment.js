// script: login
// finds: SCRIPT_ENVIRONMENT
// see: https://auth0.com/docs/authenticate/database-connections/custom-db/custom-database-connections-scripts/environment
function login(email, password, callback) {
  require('request').post({ url: process.env.LEGACY_URL, json: { email, password } }, function (err, response, user) {
    if (err) return callback(err);
    if (response.statusCode !== 200) return callback(new WrongUsernameOrPasswordError(email));
    return callback(null, { user_id: user.id, email: user.email });
  });
}
