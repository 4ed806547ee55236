// script: get_user
// finds: SCRIPT_UNKNOWN_USER_ERROR
// see: https://auth0.com/docs/authenticate/database-connections/custom-db/templates/get-user
function getByEmail(email, callback) {
  const request = require('request');
  request.get({ url: configuration.URL + '/users', qs: { email }, json: true, timeout: 5000 }, (err, response, body) => {
    let error = null, user = null;
    if (err) error = err;
    else if (response.statusCode === 404) error = new ValidationError('email', 'nobody here');
    else user = { user_id: String(body.id), email: body.email, email_verified: body.verified };
    callback(error, user);
  });
}
