<?php
// A tea shop: product pages from MariaDB; PHP-FPM behind nginx.
declare(strict_types=1);

require __DIR__ . '/../src/Catalogue.php';

$path = parse_url($_SERVER['REQUEST_URI'], PHP_URL_PATH);
if ($path === '/up') {
    header('Content-Type: text/plain');
    echo "up\n";
    return;
}
$catalogue = new Tea\Catalogue(getenv('DB_DSN'), getenv('DB_USER'), getenv('DB_PASSWORD'));
header('Content-Type: application/json');
if (preg_match('#^/teas/(\d+)$#', $path, $found)) {
    echo json_encode($catalogue->one((int) $found[1]));
} elseif ($path === '/teas') {
    echo json_encode($catalogue->all());
} elseif ($path === '/') {
    echo json_encode(['shop' => 'tea', 'release' => getenv('APP_RELEASE')]);
} else {
    http_response_code(404);
    echo json_encode(['error' => 'not found']);
}
