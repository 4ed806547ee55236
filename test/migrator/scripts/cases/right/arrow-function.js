// script: create
(user, callback) => {
  const { email, password } = user;
  require('request').post({ url: configuration.URL, json: { email, password } }, (err, response) => {
    if (err) return callback(err);
    if (response.statusCode === 409) return callback(new ValidationError('user_exists', 'There is such a user.'));
    return callback(response.statusCode === 201 ? null : new Error('HTTP ' + response.statusCode));
  });
}
