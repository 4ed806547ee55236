// script: login
// finds: SCRIPT_CALLBACK_TWICE
// see: https://auth0.com/docs/authenticate/database-connections/custom-db/custom-database-connections-scripts/execution
function login(email, password, callback) {
  const request = require('request');
  request.post({ url: configuration.URL, json: { email, password } }, function (err, response, body) {
    if (err) callback(err);
    if (response.statusCode === 401) return callback(new WrongUsernameOrPasswordError(email));
    callback(null, { user_id: body.id, email: body.email });
  });
}
