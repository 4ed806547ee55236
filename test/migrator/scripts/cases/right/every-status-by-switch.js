// script: login
function login(email, password, callback) {
  const request = require('request');
  request.post({ url: configuration.URL, json: { email, password } }, function (err, response, body) {
    if (err) return callback(err);
    switch (response.statusCode) {
      case 200: return callback(null, { user_id: body.id, email: body.email });
      case 401: case 403: return callback(new WrongUsernameOrPasswordError(email));
      default: return callback(new Error('HTTP ' + response.statusCode));
    }
  });
}
