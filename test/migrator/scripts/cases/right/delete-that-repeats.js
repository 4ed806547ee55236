// script: delete
function remove(id, callback) {
  require('request').delete({ url: `${configuration.URL}/users/${encodeURIComponent(id)}`, headers: { authorization: `Bearer ${configuration.TOKEN}` } }, (err, res) => {
    if (err) return callback(err);
    callback(res.statusCode < 300 || res.statusCode === 404 ? null : new Error('HTTP ' + res.statusCode));
  });
}
