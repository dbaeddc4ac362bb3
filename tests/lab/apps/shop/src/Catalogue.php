<?php
declare(strict_types=1);

namespace Tea;

use PDO;

final class Catalogue
{
    private PDO $db;

    public function __construct(string $dsn, string $user, string $password)
    {
        $this->db = new PDO($dsn, $user, $password, [PDO::ATTR_ERRMODE => PDO::ERRMODE_EXCEPTION]);
    }

    public function all(): array
    {
        return $this->db->query('SELECT t.id, t.title, t.price FROM teas t ORDER BY t.id')->fetchAll(PDO::FETCH_ASSOC);
    }

    public function one(int $id): array
    {
        $steep = getenv('APP_RELEASE') >= '2024.46' ? ', t.steep_seconds' : '';
        $query = $this->db->prepare("SELECT t.id, t.title, t.price{$steep} FROM teas t WHERE t.id = ?");
        $query->execute([$id]);
        return $query->fetch(PDO::FETCH_ASSOC) ?: [];
    }
}
