// script: create
function create(user, callback) {
  const request = require('request');
  request.post({ url: configuration.URL, json: { email: user.email, password: user.password }, headers: { 'x-api-key': configuration.API_KEY } }, (err, res) => {
    if (err) return callback(err);
    if (res.statusCode === 409) return callback(new ValidationError('user_exists', 'The user exists'));
    if (res.statusCode !== 201) return callback(new Error('HTTP ' + res.statusCode));
    callback(null);
  });
}
