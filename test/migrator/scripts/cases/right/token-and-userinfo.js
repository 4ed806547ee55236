// script: login
function login(email, password, callback) {
  const request = require('request');
  request.post({ url: configuration.TOKEN_URL, form: { grant_type: 'password', username: email, password, client_id: configuration.CLIENT_ID, client_secret: configuration.CLIENT_SECRET }, json: true }, (err, res, token) => {
    if (err) return callback(err);
    if (res.statusCode === 400 && token.error === 'invalid_grant') return callback(new WrongUsernameOrPasswordError(email));
    if (res.statusCode !== 200) return callback(new Error('token: ' + res.statusCode));
    request.get({ url: configuration.USERINFO_URL, headers: { Authorization: 'Bearer ' + token.access_token }, json: true }, (error, response, info) => {
      if (error) return callback(error);
      if (response.statusCode !== 200) return callback(new Error('userinfo: ' + response.statusCode));
      callback(null, { user_id: info.sub, email: info.email, email_verified: info.email_verified, name: info.name });
    });
  });
}
